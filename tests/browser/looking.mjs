// What is looked at inside of a page. Each function is sent there whole, so it stands alone.

/** The names of the components that are shown. */
export function shownComponents() {
  const shown = [...document.querySelectorAll("#families article.c")].filter((one) => one.checkVisibility());
  return shown.map((one) => one.querySelector(".id .name").textContent);
}

/** Everything that Tab is to reach, in the order of the page, marked with its number. */
export function focusable() {
  const all = [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")];
  const reached = all.filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("dialog:not([open])") && !one.disabled)
    .filter((one) => one.type !== "radio" || one.checked);
  reached.forEach((one, at) => { one.dataset.walk = String(at); });
  return reached.map((one) => one.dataset.walk);
}

/** The texts whose colour has a contrast of less than 4.5 to 1 with what lies behind. */
export function contrasts(least = 20) {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const [red, green, blue] = colour.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      if (at instanceof SVGElement) continue;
      layers.push(rgba(getComputedStyle(at).backgroundColor));
    }
    const page = rgba(getComputedStyle(document.documentElement).colorScheme.includes("dark") ? "#000" : "#fff");
    return layers.reverse().reduce((below, top) => over(top, below), page);
  };
  const drawnBehind = (text) => {
    const shape = text.matches(".sign") ? text.parentElement.querySelector(".tab") : text.parentElement.querySelector("rect");
    const page = behind(text);
    return shape ? over(rgba(getComputedStyle(shape).fill), page) : page;
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let count = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.matches("script, style, title, desc, .vh, .vh *")) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const style = getComputedStyle(element);
    const drawn = element.matches("svg text");
    const back = drawn ? drawnBehind(element) : behind(element);
    const ratio = contrast(over(rgba(drawn ? style.fill : style.color), back), back);
    count += 1;
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)}: ${element.localName}.${element.className.baseVal ?? element.className}: ${walker.currentNode.data.slice(0, 40)}`);
  }
  return count < least && !document.querySelector(".nothing") ? [`only ${count} texts were looked at`] : [...new Set(faint)];
}

/** The texts of the picture that leave their boxes, and boxes that lie on each other. */
export function spilled() {
  const spilled = [];
  const inside = (inner, outer) =>
    inner.left >= outer.left - 0.5 && inner.right <= outer.right + 0.5 && inner.top >= outer.top - 0.5 && inner.bottom <= outer.bottom + 0.5;
  const boxes = [...document.querySelectorAll(".node")];
  for (const node of boxes) {
    const box = node.querySelector("rect").getBoundingClientRect();
    for (const text of node.querySelectorAll("text")) {
      if (!inside(text.getBoundingClientRect(), box)) spilled.push(text.textContent);
    }
  }
  for (const text of document.querySelectorAll(".lines text")) {
    const [own, room] = [text.getBoundingClientRect(), text.previousElementSibling.getBoundingClientRect()];
    if (own.left < room.left - 0.5 || own.right > room.right + 0.5) spilled.push(`label ${text.textContent}`);
  }
  const rects = boxes.map((node) => node.querySelector("rect").getBoundingClientRect());
  rects.forEach((one, at) => {
    const hit = rects.slice(at + 1).some((other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom);
    if (hit) spilled.push(`boxes overlap at ${at}`);
  });
  return spilled;
}
