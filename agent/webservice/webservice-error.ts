/** Moodle's error object (HTTP 200): `{"exception","errorcode","message","debuginfo"?}`. */
export class WebserviceError extends Error {
  constructor(
    /** Class of the exception in Moodle: `invalid_parameter_exception`. */
    readonly exception: string,
    readonly errorcode: string,
    message: string,
    readonly debuginfo?: string,
  ) {
    super(message);
    this.name = 'WebserviceError';
  }
}

const INVALID_PARAMETER = 'Invalid parameter value detected';

/** The seeds show the reason in brackets behind the message. */
export const invalidParameter = (reason: string) =>
  new WebserviceError('invalid_parameter_exception', 'invalidparameter', `${INVALID_PARAMETER} (${reason})`);

/** @param table the table as Moodle names it: `course_categories` */
export const invalidRecord = (table: string) =>
  new WebserviceError(
    'dml_missing_record_exception',
    'invalidrecord',
    `Can't find data record in database table ${table}.`,
  );
