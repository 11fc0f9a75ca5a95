// SPDX-License-Identifier: EUPL-1.2
// Loaded with the first refusal: most pages never need it.
import catalogue from "./problems.nl.json";
import { translator } from "./problems";

export const dutch = translator(catalogue);
