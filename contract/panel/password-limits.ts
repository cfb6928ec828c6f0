/** How long a password that an operator chooses must and may be, in characters. Apart from the schemas for the page. */
export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;
