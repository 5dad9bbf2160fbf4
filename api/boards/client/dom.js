// Elements made in one expression; texts are set as texts, so that data are never read as markup.

/** An element with attributes, listeners (`on…`) and children; null children are left out. */
export const el = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
};

/** Paints an element in a colour; through the object model, which the policy of the page allows. */
export const painted = (element, property, colour) => {
  if (colour !== null) element.style.setProperty(property, colour);
  return element;
};
