// The colours of the style sheet, of whichever theme is on.
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Colour by standing, as the style sheet has it; a shape stands beside it always.
export const STANDINGS = {
  confirmed: "--confirmed",
  claimed: "--claimed",
  witnessed: "--witnessed",
  reported: "--unsaid",
  disputed: "--confirmed",
  denied: "--denied",
  refuted: "--denied",
  undisclosed: "--unsaid",
};
