/**
 * The names of every environment variable that either program reads. Each program's `config.ts` parses its own; the
 * other's are known here so that one `.env` file may serve both, while a misspelt name stops the start.
 */
export const panelVariables = [
  'PANEL_PORT',
  'PANEL_HOST',
  'PANEL_URL',
  'PANEL_ROLE',
  'PANEL_ADMIN_EMAIL',
  'PANEL_ADMIN_PASSWORD',
  'PANEL_API_TOKEN',
  'PANEL_SECRET_KEY',
  'PANEL_TRUST_PROXY',
  'PANEL_LOG_LEVEL',
  'PANEL_ALLOW_PRIVATE_AGENTS',
  'PANEL_LIBRARY_MAX_MB',
  'PANEL_MIGRATION_PATIENCE_MINUTES',
  'PANEL_TIMEZONE',
  'DATA_DIR',
  'DATABASE_URL',
] as const;

export const agentVariables = [
  'AGENT_PORT',
  'AGENT_HOST',
  'AGENT_DATA_DIR',
  'AGENT_API_KEY',
  'AGENT_URL',
  'AGENT_SITE_URL',
  'AGENT_ENABLED',
  'AGENT_ALLOWED_IPS',
  'AGENT_TRUST_PROXY',
  'AGENT_CONCURRENT_BACKUPS',
  'AGENT_RATE_LIMIT',
  'AGENT_LOG_LEVEL',
  'AGENT_BACKUP_DIR',
  'AGENT_RELOAD_COMMAND',
  'AGENT_UPGRADE_TIMEOUT',
  'AGENT_KEEP_OLD_DAYS',
  'AGENT_IMPORT_MAX_ENTITIES',
  'AGENT_DOWNLOAD_TOKENS',
  'AGENT_DOWNLOAD_HOSTS',
  'AGENT_DOWNLOAD_MAX_MB',
  'AGENT_UPLOAD_MAX_MB',
  'AGENT_EXPORT_MAX_ENTITIES',
  'AGENT_CONCURRENT_EXPORTS',
  'AGENT_KEEP_EXPORTS_DAYS',
  'AGENT_DATABASE_DUMP',
  'AGENT_DATABASE_DUMP_MAX_MB',
  'AGENT_DATABASE_DUMP_DIR',
  'MOODLE_DIR',
  'MOODLE_SAMPLE',
  'MOODLE_SAMPLE_KIND',
  'MOODLE_DATABASE_URL',
  'PHP_COMMAND',
  'PHP_TIMEOUT',
  'PANEL_URL',
] as const;

const prefixes = ['PANEL_', 'AGENT_', 'MOODLE_', 'PHP_COMMAND', 'PHP_TIMEOUT'];

/** Names in `env` that look like ours and are not, for a start that stops with the misspelt name. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set<string>([...panelVariables, ...agentVariables]);
  return Object.keys(env).filter((name) => prefixes.some((p) => name.startsWith(p)) && !known.has(name));
}
