// Returns what is wrong with the page for people who do not see it, or not well: a list of sentences.
const problems = [];
const all = (what) => [...document.querySelectorAll(what)];
const about = (element) => element.outerHTML.slice(0, 120);

// Names, landmarks, headings
if (!document.documentElement.lang) problems.push("the page has no language");
for (const [what, count] of [["main", 1], ["h1", 1], ["header.top", 1]]) {
  if (all(what).length !== count) problems.push(`${all(what).length} times ${what}`);
}
let level = 0;
for (const heading of all("h1, h2, h3, h4")) {
  const next = Number(heading.tagName[1]);
  if (next > level + 1) problems.push(`a heading is left out before ${about(heading)}`);
  level = next;
}
const ids = all("[id]").map((element) => element.id);
for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) problems.push(`twice the id ${id}`);
for (const field of all("input:not([type=hidden]), select, textarea")) {
  if (!field.labels.length) problems.push(`no label: ${about(field)}`);
}
for (const control of all("a, button, summary")) {
  if (!control.textContent.trim() && !control.ariaLabel) problems.push(`no name: ${about(control)}`);
}
for (const element of all("[aria-labelledby], [aria-describedby]")) {
  const names = `${element.getAttribute("aria-labelledby") ?? ""} ${element.getAttribute("aria-describedby") ?? ""}`;
  for (const id of names.split(" ").filter(Boolean)) {
    if (!document.getElementById(id)) problems.push(`nothing has the id ${id}`);
  }
}

// Contrast: 4.5 to 1 for text, as WCAG 2.2 asks for at level AA
const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length;
const channels = (color) => {
  const numbers = color.match(/[\d.]+/g).map(Number);
  return { rgb: numbers.slice(0, 3), alpha: numbers[3] ?? 1 };
};
const luminance = (rgb) => {
  const [r, g, b] = rgb.map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const background = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const color = channels(getComputedStyle(at).backgroundColor);
    if (color.alpha > 0) return color.rgb;
  }
  return [255, 255, 255];
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const seen = new Set();
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || seen.has(element) || !shown(element) || element.closest(".spoken, .skip, svg, option")) continue;
  seen.add(element);
  const [light, dark] = [luminance(channels(getComputedStyle(element).color).rgb), luminance(background(element))].sort((a, b) => b - a);
  const contrast = (light + 0.05) / (dark + 0.05);
  if (contrast < 4.5) problems.push(`contrast ${contrast.toFixed(2)}: ${about(element)}`);
}

// Size: nothing leaves the page, and fingers can meet what can be pressed (24 pixels, level AA)
const width = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth > width) problems.push(`the page is ${document.documentElement.scrollWidth} wide on ${width}`);
for (const control of all("button, .button, summary, select, input:not([type=hidden], [type=radio]), .tile")) {
  const box = control.getBoundingClientRect();
  if (shown(control) && (box.height < 24 || box.width < 24)) problems.push(`${box.width}x${box.height}: ${about(control)}`);
}
return problems;
