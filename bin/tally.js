// Counts a test report of vitest into the line that `npm test` ends with. Pure.

const namesOf = (files, statuses) =>
  files.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => statuses.includes(status))
      .map(({ fullName }) => `${file.name}: ${fullName}`),
  );

/**
 * Lines to print and the code to exit with. A file that could not be loaded, and a run that broke
 * beside its tests, count as one failure each: `0 failed` is never printed for a red run.
 */
export const tally = (report, { code, refuseSkipped }) => {
  const files = report?.testResults ?? [];
  const passed = namesOf(files, ['passed']).length;
  const skipped = namesOf(files, ['skipped', 'pending', 'todo']);
  const unloaded = files.filter(
    (file) => file.status === 'failed' && namesOf([file], ['failed']).length === 0,
  );
  let failed = namesOf(files, ['failed']).length + unloaded.length;
  const lines = [];
  if (failed === 0 && code !== 0) {
    failed = 1;
    lines.push(`The run itself failed with exit code ${code}; see above.`);
  }
  const refused = refuseSkipped && skipped.length > 0;
  if (refused) lines.push('CI=true refuses skipped tests:', ...skipped.map((name) => `  ${name}`));
  const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  lines.push(`${passed} passed, ${failed} failed${tail}`);
  return { lines, code: code === 0 && (refused || failed > 0) ? 1 : code };
};
