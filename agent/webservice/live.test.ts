/** Who may do what on a live Moodle, asked as the web services ask: set MOODLE_DIR. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { MOODLE_DIR, warnWithoutMoodle } from '../backup/testing/live-moodle.js';
import type { CapabilityQuestion } from '../moodle/access-bridge.js';
import { openSite } from '../moodle/open-site.js';
import { accountByName, userContextId } from '../moodle/reads/accounts.js';
import type { Site } from '../moodle/site.js';

warnWithoutMoodle('what users may do');

(MOODLE_DIR ? describe : describe.skip)('on a live Moodle', () => {
  let site: Site;
  beforeAll(async () => {
    const choice = { kind: 'php', moodleDir: MOODLE_DIR!, phpCommand: ['php'], phpTimeout: 60 } as const;
    site = await openSite(choice, createLogger('test', 'silent'));
  }, 60_000);
  afterAll(() => site?.close());

  const questions: CapabilityQuestion[] = [
    { capability: 'moodle/site:config', place: { level: 'system' } },
    { capability: 'moodle/course:create', place: { level: 'coursecat', id: 1 } },
    { capability: 'moodle/restore:restorecourse', place: { level: 'course', id: 1 } },
    { capability: 'moodle/user:manageownfiles', place: { level: 'user', id: 2 } },
    { capability: 'moodle/no:such', place: { level: 'system' } },
    { capability: 'moodle/course:create', place: { level: 'coursecat', id: 999_999_999 } },
  ];

  test('an administrator may everything that there is, the guest nothing, nobody is not there', async () => {
    const admin = await accountByName(site, 'admin');
    expect(admin).toMatchObject({ isAdmin: true, isGuest: false, confirmed: true });
    const answers = await site.bridge.access({ userId: admin!.id, questions });
    expect(answers).toEqual([true, true, true, true, false, false]);
    const guest = await accountByName(site, 'guest');
    expect(guest).toMatchObject({ isAdmin: false, isGuest: true });
    expect(await site.bridge.access({ userId: guest!.id, questions })).toEqual(questions.map(() => false));
    await expect(site.bridge.access({ userId: 999_999_999, questions })).rejects.toMatchObject({
      kind: 'not-found',
    });
    expect(await userContextId(site, admin!.id)).toBeGreaterThan(1);
  }, 60_000);

  test('capabilities have their English names', async () => {
    const names = await site.bridge.capabilityNames(['moodle/restore:restorecourse', 'moodle/no:such']);
    expect(names).toEqual(['Restore courses', 'moodle/no:such']);
  }, 60_000);
});
