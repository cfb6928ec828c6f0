/** The Moodles that the sample site is offered: a smaller step and a larger one. */
export interface CoreOffer {
  version: number;
  release: string;
  /** `4.5` */
  branch: string;
  versionPhp: string;
  /** The version of Moodle's own plugins in it; null for the one they have. */
  pluginVersion: number | null;
  /** `admin/environment.xml`, as far as anybody asks. */
  environment: string;
}

function offer(
  version: number,
  release: string,
  pluginVersion: number | null,
  requires: { moodle: string; php: string },
): CoreOffer {
  const branch = /^\d+\.\d+/.exec(release)![0];
  const [major = '', minor = ''] = branch.split('.');
  return {
    version,
    release,
    branch,
    pluginVersion,
    versionPhp: [
      '<?php',
      "defined('MOODLE_INTERNAL') || die();",
      '',
      `$version  = ${version}.00;`,
      `$release  = '${release}';`,
      `$branch   = '${major}${minor.padStart(2, '0')}';`,
      '$maturity = MATURITY_STABLE;',
      '',
    ].join('\n'),
    environment: [
      '<?xml version="1.0" encoding="UTF-8" ?>',
      '<COMPATIBILITY_MATRIX>',
      `  <MOODLE version="${branch}" requires="${requires.moodle}">`,
      `    <PHP version="${requires.php}" level="required"></PHP>`,
      '    <PHP_EXTENSIONS>',
      ...['ctype', 'curl', 'dom', 'mbstring', 'xml', 'zip'].map(
        (name) => `      <PHP_EXTENSION name="${name}" level="required"></PHP_EXTENSION>`,
      ),
      '    </PHP_EXTENSIONS>',
      '  </MOODLE>',
      '</COMPATIBILITY_MATRIX>',
      '',
    ].join('\n'),
  };
}

export const coreOffers: readonly CoreOffer[] = [
  offer(2024100707, '4.5.7 (Build: 20251006)', null, { moodle: '4.1.2', php: '8.1.0' }),
  offer(2025041403, '5.0.3 (Build: 20251006)', 2025041400, { moodle: '4.2.3', php: '8.2.0' }),
];
