// What the reader likes, kept in cookies that the server's pages go by too, and the way out.

/** Remembers a preference; a theme shows at once. */
export function prefer(name: 'lang' | 'theme', value: string): void {
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${location.protocol === 'https:' ? '; Secure' : ''}`;
  if (name === 'theme') document.documentElement.dataset['theme'] = value;
}

/** Sends a form, as pages without scripts do: the server removes the cookie and says goodbye. */
export function signOut(environment: string, csrf: string): void {
  const form = Object.assign(document.createElement('form'), { method: 'post', action: `/e/${environment}/sign-out` });
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'csrf_token', value: csrf }));
  document.body.append(form);
  form.submit();
}

/** Goes to the page that says why nobody is signed in any more, and from there back here. */
export function leave(environment: string): void {
  location.assign(`/e/${environment}/signed-out?return_to=${encodeURIComponent(location.pathname + location.search)}`);
}
