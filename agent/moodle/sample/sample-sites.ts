/** The sample sites that there are: one to look around in, and one with nothing in it to bring things to. */
export const sampleKinds = ['university', 'college'] as const;
export type SampleKind = (typeof sampleKinds)[number];

export interface SampleSiteFacts {
  fullname: string;
  shortname: string;
  summary: string;
  wwwroot: string;
  /** Of its people's and its own e-mail addresses. */
  domain: string;
  city: string;
  /** Moodle's `siteidentifier`: tells the one from the other. */
  identifier: string;
  /** No people, courses or anything else that is not there after an installation. */
  empty: boolean;
}

export const sampleSites: Readonly<Record<SampleKind, SampleSiteFacts>> = {
  university: {
    fullname: 'Lakeside University',
    shortname: 'Lakeside',
    summary: '<p>Learning by the water since 1874.</p>',
    wwwroot: 'https://moodle.lakeside.example',
    domain: 'lakeside.example',
    city: 'Lakeside',
    identifier: 'Vt3oUqWlXn7Fh2KdLakesideSample0moodle.lakeside.example',
    empty: false,
  },
  college: {
    fullname: 'Harbour College',
    shortname: 'Harbour',
    summary: '<p>Opening soon.</p>',
    wwwroot: 'https://learn.harbour.example',
    domain: 'harbour.example',
    city: 'Harbour',
    identifier: 'Qm8rTzBcYk4Js6LpHarbourSample00learn.harbour.example',
    empty: true,
  },
};
