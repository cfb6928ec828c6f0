/** Whole seconds since 1970, as Moodle and the agent API write times. */
export const unixTime = (date: Date): number => Math.floor(date.getTime() / 1000);
