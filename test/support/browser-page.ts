/// <reference lib="dom" />
/** A page of the dashboard under watch: what goes wrong on it is kept, whichever step it happens in. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** How long a state of the page may take on a slow machine, in milliseconds. */
const PATIENCE = 20_000;
const schemes = ['light', 'dark'] as const;

/** Everything in light; in dark only what colours decide, for the rest is the same page. */
function axe(page: Page, scheme: (typeof schemes)[number]): AxeBuilder {
  // Our pages have no frames, for which the other mode would open a page of its own each time.
  const builder = new AxeBuilder({ page }).setLegacyMode();
  return scheme === 'light' ? builder : builder.withRules(['color-contrast', 'link-in-text-block']);
}

export class BrowserPage {
  /** Errors on the console, uncaught ones, and violations of the content policy, with the address they arose at. */
  readonly faults: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('console', (message) => {
      // The browser writes each answer of 401 there; asking who is signed in gets one by design.
      const asked = message.location().url.endsWith('/api/v1/me') && message.text().includes('401');
      if (message.type() === 'error' && !asked) this.fault(message.text());
    });
    page.on('pageerror', (error) => this.fault(error.message));
  }

  /** Opens an empty page in a browser context of its own. */
  static async open(browser: Browser, options: BrowserContextOptions): Promise<BrowserPage> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const watched = new BrowserPage(context, page);
    await page.exposeFunction('reportFault', (text: string) => watched.fault(text));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const { reportFault } = window as unknown as { reportFault: (text: string) => void };
        reportFault(`content policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    return watched;
  }

  /** Serious and critical findings about the page as it stands, in both colour schemes, one line each. */
  async barriers(): Promise<string[]> {
    const found: string[] = [];
    for (const colorScheme of schemes) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
      await this.settled();
      const { violations } = await axe(this.page, colorScheme).analyze();
      for (const { id, impact, nodes } of violations) {
        if (impact !== 'serious' && impact !== 'critical') continue;
        const where = nodes.map(({ target }) => target.join(' ')).join(', ');
        found.push(`${new URL(this.page.url()).pathname} in ${colorScheme}: ${id} at ${where}`);
      }
    }
    return found;
  }

  close(): Promise<void> {
    return this.context.close();
  }

  /** Waits for the end of all fading; colours on their way would be measured as too pale. */
  private async settled(): Promise<void> {
    await this.page.waitForFunction(() =>
      document
        .getAnimations()
        .every(
          ({ playState, effect }) =>
            playState !== 'running' || effect?.getComputedTiming().iterations === Infinity,
        ),
    );
  }

  private fault(text: string): void {
    this.faults.push(`${this.page.url()}: ${text}`);
  }
}
