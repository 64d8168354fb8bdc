// What a browser remembers of its own: sizes and modes, never anything of the lab. Works without storage, too.

export function recall(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`kubekata.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`kubekata.${name}`, JSON.stringify(value));
  } catch {
    // storage is off or full: it is forgotten with the page
  }
}
