/** Targets of `nx run`, such as `experiments:mnli` or `experiments:runs list`, with the possible words after each. */
export type Words = ReadonlyMap<string, readonly string[]>;

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export function completionScript(shell: Shell, words: Words): string {
  const shared = candidates(words);
  return { bash, zsh, fish }[shell](shared);
}

/** A word that needs no quoting in any shell. */
const isPlain = (word: string) => /^[\w.,:=@+/-]+$/.test(word);

/** The part of the script that every shell can read. It prints the possible words at the cursor, one complete word per line. */
const candidates = (words: Words) => `_singlora_words() {
  case $1 in
${[...words].map(([name, own]) => `    '${name}') echo '${own.filter(isPlain).join(' ')}' ;;\n`).join('')}  esac
}
_singlora_candidates() (
  case $1 in *'nx run '*) ;; *) exit ;; esac
  rest=\${1#*nx run }
  word=\${rest##* }
  target=\${rest%% *}
  after=\${rest#"$target"}
  after=\${after# }
  after=\${after#-- }
  known=
  if [ "$rest" = "$target" ]; then known='${[...words.keys()].filter((name) => !name.includes(' ')).join(' ')}'
  else
    case $after in [a-z]*' '*) known=$(_singlora_words "$target \${after%% *}") ;; esac
    known=\${known:-$(_singlora_words "$target")}
  fi
  flag=\${word%%=*}
  last=\${word##*[=,]}
  for one in $(echo "$known"); do
    case $word in
      --*=*) case $one in "$flag="?*) one=\${one#"$flag="} && case $one in "$last"*) echo "\${word%"$last"}$one" ;; esac ;; esac ;;
      *) case $one in *=?*) ;; "$word"*) echo "$one" ;; esac ;;
    esac
  done
)`;

/** Bash completes only the text after the last ":" or "=". */
const bash = (shared: string) => `${shared}
_singlora() {
  local line=\${COMP_LINE:0:COMP_POINT}
  local word=\${line##* }
  local cut=\${word%"\${word##*[:=]}"}
  COMPREPLY=($(_singlora_candidates "$line"))
  COMPREPLY=("\${COMPREPLY[@]#"$cut"}")
  [[ \${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -o default -F _singlora nx npx`;

const zsh = (shared: string) => `${shared}
_singlora() {
  local -a found
  found=(\${(f)"$(_singlora_candidates "\${(j: :)words[1,CURRENT-1]} $PREFIX")"})
  (( $#found )) || { _default; return }
  compadd -S '' -- \${(M)found:#*=}
  compadd -- \${found:#*=}
}
compdef _singlora nx npx`;

const fish = (shared: string) => `set -g _singlora '${`${shared}
_singlora_candidates "$1"`
  .replaceAll('\\', '\\\\')
  .replaceAll("'", "\\'")}'
complete -c nx -c npx -n '__fish_seen_subcommand_from run' -f -a '(sh -c $_singlora sh (commandline -cp | string collect))'`;
