// Plain elements for content that no callback listens to, as Dash sends it: {type, props} or text.
(() => {
  const NAMES = { className: 'class', tabIndex: 'tabindex' };
  const listed = (children) => [children ?? []].flat();

  // What a reader has opened stays open; all other attributes are those that are asked for.
  function dress(element, props) {
    const wanted = new Map(Object.entries(props).map(([name, value]) => [(NAMES[name] ?? name).toLowerCase(), value]));
    for (const { name } of [...element.attributes]) {
      if (!wanted.has(name) && name !== 'open') element.removeAttribute(name);
    }
    for (const [name, value] of wanted) {
      if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
    }
  }

  // What fits is kept: an open list stays open, a scrolled table where it is.
  function fill(parent, children) {
    children.forEach((wanted, k) => {
      const now = parent.childNodes[k];
      const { type, props } = wanted?.props ? wanted : {};
      const tag = type?.toLowerCase();
      const fits = now && (tag ?? '#text') === now.nodeName.toLowerCase();
      const node = fits ? now : tag ? document.createElement(tag) : document.createTextNode('');
      if (tag) {
        const { children: inner, ...rest } = props;
        dress(node, rest);
        fill(node, listed(inner));
      } else if (node.data !== String(wanted)) node.data = wanted;
      if (!now) parent.append(node);
      else if (!fits) now.replaceWith(node);
    });
    while (parent.childNodes.length > children.length) parent.lastChild.remove();
  }

  function still(content) {
    const id = window.dash_clientside.callback_context.outputs_list.id;
    fill(document.getElementById(id), listed(content));
    return '';
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { still });
})();
