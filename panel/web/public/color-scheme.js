/* global document, matchMedia */
// Runs before the first paint so that a dark page does not flash white. A file of its own because the policy
// forbids inline scripts. The key is the one in app/theme.ts.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('moopanel-color-scheme');
  } catch {
    // Storage may be blocked; then the page follows the system.
  }
  if (chosen !== 'light' && chosen !== 'dark') {
    chosen = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  document.documentElement.setAttribute('data-mantine-color-scheme', chosen);
})();
