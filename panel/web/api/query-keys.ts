/** The names under which answers are cached. Lists of one kind share a prefix, so that live events find them all. */
export const keys = {
  me: ['me'] as const,
  overview: ['overview'] as const,
  instances: ['instances'] as const,
  instanceLists: ['instances', 'list'] as const,
  instance: (id: number) => ['instances', 'one', id] as const,
  courses: (instanceId: number) => ['courses', instanceId] as const,
  categories: (instanceId: number) => ['categories', instanceId] as const,
  backupLists: ['backups', 'list'] as const,
  backup: (id: number) => ['backups', 'one', id] as const,
  taskLists: ['tasks', 'list'] as const,
  task: (id: number) => ['tasks', 'one', id] as const,
  taskLog: (id: number) => ['task-log', id] as const,
  clusters: ['clusters'] as const,
  notifications: ['notifications'] as const,
  tokens: ['tokens'] as const,
  audit: ['audit'] as const,
};
