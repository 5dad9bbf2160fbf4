// Questions of the page to its server; what is refused is told in the server's own words.

/** An answer as JSON. Throws an error whose message says what happened. */
export const ask = async (path, query = '', signal) => {
  const response = await fetch(query === '' ? path : `${path}?${query}`, { signal });
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new Error(answer?.detail ?? `The server answered ${response.status}.`);
};
