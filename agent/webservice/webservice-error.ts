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

/** A parameter of the wrong form. Moodle keeps what is wrong with it for its debuginfo. */
export const badParameter = (debuginfo: string) =>
  new WebserviceError('invalid_parameter_exception', 'invalidparameter', INVALID_PARAMETER, debuginfo);

/** Moodle tells the reason to developers only. */
export const accessDenied = (debuginfo: string) =>
  new WebserviceError(
    'webservice_access_exception',
    'accessexception',
    'Access control exception',
    debuginfo,
  );

export const moodleError = (errorcode: string, message: string) =>
  new WebserviceError('moodle_exception', errorcode, message);

export const missingParameter = (name: string) =>
  moodleError('missingparam', `A required parameter (${name}) was missing`);

/** @param capability its name in words */
export const noPermission = (capability: string) =>
  new WebserviceError(
    'required_capability_exception',
    'nopermissions',
    `Sorry, but you do not currently have permissions to do that (${capability}).`,
  );
