/** The `normalizer` of a BERT `tokenizer.json`. */
interface BertNormalizerConfig {
  readonly type: 'BertNormalizer';
  readonly clean_text?: boolean | null | undefined;
  readonly handle_chinese_chars?: boolean | null | undefined;
  readonly strip_accents?: boolean | null | undefined;
  readonly lowercase?: boolean | null | undefined;
}

/** Code points that the original BERT sets apart as words of their own. */
const chinese =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;
const dropped = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]/gu;
const plain = /^[\x20-\x7E]*$/;

/**
 * BERT's normalisation as the tokenizers library in Rust does it. The JavaScript library differs in
 * Chinese characters beyond the first plane and in the sigma at the end of a word, which it makes ς.
 */
export function bertNormalizer(config: BertNormalizerConfig): (text: string) => string {
  const { clean_text: clean, handle_chinese_chars: spread, lowercase } = config;
  const strip = config.strip_accents ?? lowercase;
  return (text) => {
    if (!plain.test(text)) {
      if (clean) text = text.replace(dropped, '').replace(/\s/g, ' ');
      if (spread) text = text.replace(chinese, ' $& ');
      if (strip) text = text.normalize('NFD').replace(/\p{Mn}/gu, '');
      if (lowercase) text = text.replaceAll('Σ', 'σ');
    }
    return lowercase ? text.toLowerCase() : text;
  };
}
