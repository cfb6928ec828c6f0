/**
 * Stands in the id map of a dry run for what an import would make: below zero, so that it is never taken for an entity of
 * this site, while what refers to it still finds that it would be there.
 */
export const placeholderOf = (sourceId: number): number => -sourceId;
export const isPlaceholder = (targetId: number): boolean => targetId < 0;
