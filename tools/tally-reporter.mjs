/** A Vitest reporter whose last line is only the tally: `N passed, N failed[, N skipped]`. */
export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) count.failed++; // the file itself did not load
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
      for (const test of module.children.allTests()) count[test.result().state]++;
    }
    const skipped = count.skipped + count.pending;
    const tally = `${count.passed} passed, ${count.failed} failed`;
    // Other reporters print after this hook; the process's exit comes last.
    process.on('exit', () => console.log(skipped > 0 ? `${tally}, ${skipped} skipped` : tally));
  }
}
