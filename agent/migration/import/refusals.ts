/** What an order of an import is refused with. */

/** The importer cannot be told, or is none. The words are those of the web services. */
export class ImporterRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImporterRefused';
  }
}

/** Why an import cannot be tried again. */
export class NothingToRetry extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NothingToRetry';
  }
}
