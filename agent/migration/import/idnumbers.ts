/** Whether two ID numbers say that something is not the same: one that is missing says nothing. */
export const differ = (one: string, other: string): boolean => one !== '' && other !== '' && one !== other;
