// How long a text is, by script: one Chinese character counts as three fifths of a word. The server counts alike.
const HAN = /\p{Script=Han}/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}.'’–-]*/gu;

export const lengthOf = (text) => ({
  han: (text.match(HAN) ?? []).length,
  words: (text.replace(HAN, " ").match(WORD) ?? []).length,
});

export const isEnough = (text, least) => {
  const { han, words } = lengthOf(text);
  return 3 * han + 5 * words >= 5 * least;
};
