// SPDX-License-Identifier: EUPL-1.2
// Reads the spreadsheet named on the command line with a library that shares nothing with what wrote
// it, and prints what it understood: the sheet's name, then its rows, as JSON.
import { readSheetNames } from "read-excel-file/node";
import readXlsxFile from "read-excel-file/node";

const file = process.argv[2];
const rows = await readXlsxFile(file, { trim: false });
console.log(JSON.stringify({ names: await readSheetNames(file), rows }));
