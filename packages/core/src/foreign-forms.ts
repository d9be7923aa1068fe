const mergeThere =
  'Merge it in a program that reads it, such as ComfyUI, and save the model there.';

/** A form of files: what some of its tensors are called, and what to do with it. */
type Form = readonly [names: RegExp, advice: string];
/** File formats that are recognised but not read, with advice on what to do. */
export const unread: readonly Form[] = [
  [
    /\.(hada_[wt]|lokr_[wt]|oft_|[ab][12]\.weight$|on_input$|lambda_layer$)/,
    `This is a LyCORIS adapter, not a LoRA: LoHa, LoKr, OFT, GLoRA, IA³ and T-LoRA are not read. ${mergeThere}`,
  ],
  [
    /\.lora_mid\.weight$/,
    `This is a LoRA with three factors (Tucker's decomposition), but only two are supported. ${mergeThere} Or train without use_tucker (use_conv_cp).`,
  ],
  [
    /\.(running_mean|running_var|num_batches_tracked)$/,
    'These are statistics of batch normalisation, which are not read. Merge the adapter with the PEFT that made it (merge_and_unload).',
  ],
  [
    /\.(set_weight|reshape_weight)$/,
    `These replace whole weights or give them another shape, and are not read. ${mergeThere}`,
  ],
  [
    /\.(loras\.[^.]+\.(lora|vera)_[ABD]|adapters\.[^.]+\.adapter_(up|down)\..+|(prefix_tuning|prompt_tuning|reft)s\..+)$/,
    'This is an adapter of AdapterHub, which is not read. LoRA, VeRA and IA³ without a gate merge there: model.merge_adapter(name), then model.save_pretrained(folder) writes the merged model. Its other kinds cannot be merged.',
  ],
  [
    /\.(lora_[AB]|up_list|down_list)\.\d+$/,
    "These are a DyLoRA's blocks as it holds them while it trains. Save it with its save_weights, which joins them to a plain LoRA's factors.",
  ],
  [
    /\.(query_norm|key_norm)\.scale$/,
    'This is a control LoRA of Black Forest Labs, which also replaces norms and gives the model more inputs, so it is not merged into a Flux. Load it in diffusers, by load_lora_weights of its FluxControlPipeline.',
  ],
  [
    /\.lora_B$/,
    "These are names of loralib or LitGPT, which join q, k and v in an order of their own and do not state alpha in the file. Merge it there. LitGPT: litgpt merge_lora <folder>, then litgpt convert_from_litgpt <folder> <out> gives the weights transformers' names. loralib: load the base and this file into a model, then call model.eval(), and save its state_dict() without the names in lora_, which a loralib model would add again.",
  ],
];
const ofPeft: Form = [
  /^base_model\.model\./,
  'These are names of PEFT: put the adapter_config.json that PEFT saved with them beside the file.',
];

/** What to do with a file of tensors of these names, after a space; empty where no form is recognised. */
export function adviceFor(
  names: readonly string[],
  forms: readonly Form[] = [...unread, ofPeft],
): string {
  const found = forms.find(([form]) => names.some((name) => form.test(name)));
  return found ? ` ${found[1]}` : '';
}
