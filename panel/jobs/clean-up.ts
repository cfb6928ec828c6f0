/** Removes what nobody asks for any more. */
import type { PanelContext } from '../context.js';
import { forgetOldPresets } from '../presets/clean-up.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export async function cleanUp(panel: PanelContext): Promise<void> {
  const { prisma, clock } = panel;
  const before = (age: number) => new Date(clock().getTime() - age);
  await prisma.event.deleteMany({ where: { createdAt: { lt: before(DAY) } } });
  await prisma.rateCount.deleteMany({ where: { resetsAt: { lt: before(0) } } });
  await prisma.watch.deleteMany({ where: { seenAt: { lt: before(HOUR) } } });
  await prisma.enrolmentCode.deleteMany({ where: { expiresAt: { lt: before(DAY) } } });
  // An agent repeats a delivery for three days.
  await prisma.callback.deleteMany({ where: { receivedAt: { lt: before(7 * DAY) } } });
  await prisma.notification.deleteMany({ where: { createdAt: { lt: before(90 * DAY) } } });
  await forgetOldPresets(panel);
  // Uploads that a killed process left half stored.
  await prisma.libraryItem.deleteMany({ where: { storedAt: null, uploadedAt: { lt: before(DAY) } } });
  await prisma.session.deleteMany({ where: { expiresAt: { lt: before(0) } } });
}
