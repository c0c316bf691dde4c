// Talking to the sandbox: JSON in, JSON out, and streams that reconnect.

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  let said;
  try {
    said = text === "" ? null : JSON.parse(text);
  } catch {
    said = { message: text };
  }
  if (!answer.ok) throw new Error(said?.message ?? said?.error ?? said?.description ?? `${answer.status} ${answer.statusText}`);
  return said;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const put = (path, body) => call("PUT", path, body);
export const del = (path) => call("DELETE", path);

/**
 * Follows an event stream. The browser reconnects by itself; opened is called each
 * time it has, since what happened meanwhile must be read anew.
 */
export function follow(path, event, heard, opened = () => {}) {
  const source = new EventSource(path);
  source.addEventListener(event, (e) => heard(JSON.parse(e.data)));
  source.addEventListener("open", opened);
  return () => source.close();
}

/** Runs work again and again, but never twice at a time; asks that come meanwhile are one. */
export function oneAtATime(work) {
  let running = false;
  let again = false;
  return async function ask() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      try {
        await work();
      } catch (e) {
        console.warn(e);
      }
    } while (again);
    running = false;
  };
}
