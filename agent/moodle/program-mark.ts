/** What stands on the command line of the agent's own PHP programs, before the folder of the site: a later start finds by it what has outlived the agent. */
export const markOf = (program: string): string => `moopanel:${program}`;
