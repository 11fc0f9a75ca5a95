// SPDX-License-Identifier: EUPL-1.2
// What can be read in and written out, in the order in which each names only what came before, with
// a file as docs/import.md describes it.
export const importKinds = [
  "municipalities",
  "functions",
  "function-pairs",
  "holidays",
  "people",
  "assignments",
  "working-weeks",
  "rotations",
  "duties",
  "overrides",
  "swaps",
  "absences",
  "acknowledgements",
  "handovers",
  "activities",
  "attendance",
  "requirements",
  "certificates",
] as const;
export type ImportKind = (typeof importKinds)[number];

export const importExamples: Record<ImportKind, string> = {
  municipalities: "code;naam\nGM0175;Ommen",
  functions: "code;naam;soort;opkomsttijd;nodig\nAC-BZ;Algemeen commandant;H;45;1",
  "function-pairs": "functie;andere_functie;opmerking\nOVD-BZ;TL-OVR;op een locatie",
  holidays: "soort;naam;datum;gewicht\neigen;Oudejaarsdag;31-12-2026;50\nliberation_day;Bevrijdingsdag;;0",
  people: "personeelsnummer;voornaam;tussenvoegsel;achternaam;gemeente;mobiel;vast;e-mail\nD1001;Jan;van den;Berg;Dalfsen;06-12345678;0529-488388;j.vandenberg@gemeente.example\nD1002;Zoë;;Smit;GM0193;+31 6 87654321;;",
  assignments: "persoon;functie;status;vanaf;tot\nD1001;OVD-BZ;bevoegd;01-01-2026;\nD1002;TL-OVR;aspirant;2026-03-01;2027-03-01",
  "working-weeks": "persoon;vanaf;tot;uren;tijden\nD1001;;;36;\nD1002;;;;\"ma 08:30-17:00, di 08:30-17:00, do 08:30-17:00\"",
  rotations: "functie;naam;vanaf;volgorde;weekdag;tijd\nOVD-BZ;Weekrooster;2027-01-04;D1001;1;09:00",
  duties: "functie;persoon;begin;eind;rang;staat\nOVD-BZ;D1001;06-07-2026 09:00;13-07-2026 09:00;9;gepubliceerd\nOVD-BZ;D1001;2026-10-25T02:30:00+02:00;2026-10-26 09:00;9;concept",
  overrides: "functie;persoon;begin;eind;reden\nOVD-BZ;D1001;07-08-2026 09:00;08-08-2026 09:00;bruiloft",
  swaps: "functie;geeft;neemt;van;tot;staat\nOVD-BZ;D1001;D1002;06-07-2026 09:00;08-07-2026 09:00;withdrawn",
  absences: "persoon;van;tot;opmerking\nD1001;20-07-2026 00:00;03-08-2026 00:00;vakantie",
  acknowledgements: "functie;persoon;begin;eind;herinnerd_op;bevestigd_op;via\nOVD-BZ;D1001;06-07-2026 09:00;13-07-2026 09:00;2026-07-05T07:00:00Z;2026-07-05T08:12:00Z;link",
  handovers: "functie;van;aan;geschreven_op;tekst\nOVD-BZ;D1001;;2026-07-13T07:00:00Z;\"Sleutel ligt bij de receptie\"",
  activities: "activiteit;soort;titel;begin;eind;uren;plaats;functies\nLMS-7;oefening;Najaarsoefening;10-03-2026 09:00;10-03-2026 12:00;2,5;Dalfsen;OVD-BZ TL-OVR",
  attendance: "persoon;activiteit;functie;resultaat;uren;beoordelaar\nD1001;LMS-7;OVD-BZ;geslaagd;;Bos\nD1002;LMS-7;;afgemeld;;",
  requirements: "functie;soort;titel;aantal;binnen_maanden;respijt_dagen;inzet_telt\nOVD-BZ;opleiding;Basisopleiding;;;;\nOVD-BZ;oefening;Twee oefeningen per jaar;2;12;30;ja",
  certificates: "persoon;certificaat;nummer;uitgever;behaald_op;verloopt_op\nD1001;EHBO;12345;Oranje Kruis;01-03-2026;01-03-2028",
};

/* Records that are marked with where they came from. */
export const hasSource = (kind: ImportKind) => kind === "activities" || kind === "attendance" || kind === "certificates" || kind === "requirements";
