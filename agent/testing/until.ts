/** Waits for something that another part of the program brings about; for tests that have nothing better to await. */
export async function until(condition: () => Promise<boolean>, seconds = 20): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`Not within ${seconds} seconds: ${condition.toString()}`);
    await new Promise(setImmediate);
  }
}
