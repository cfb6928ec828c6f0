/** What an order of an export is refused with. */

/** There is no such exporter on this site. The words are Workplace's, with all that there are. */
export class ExporterUnknown extends Error {
  constructor(name: string, choices: readonly string[]) {
    super(`Could not find exporter ${name}\nChoose from: ${choices.join(', ')}`);
    this.name = 'ExporterUnknown';
  }
}

/** There is too much of it: of what is to be exported, or of exports that wait. */
export class ExportRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExportRefused';
  }
}
