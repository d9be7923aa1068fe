/** An Indexed Job of equal workers. */
export interface KubernetesJob {
  readonly name: string;
  readonly workers: number;
  readonly image: string;
  /** A worker's program and its arguments; runs in the image's own folder. */
  readonly command: readonly string[];
}

/**
 * The Job as YAML; its strings are JSON strings, which are valid YAML. An evicted pod has two minutes to save and stop after the current
 * step, and another replaces it. A pod whose run failed, or that was called incorrectly, is not restarted. Needs Kubernetes 1.29.
 */
export const kubernetesJob = ({ name, workers, image, command }: KubernetesJob): string => `\
# kubectl create -f -, once the namespace has
# - a Secret: kubectl create secret generic singlora --from-literal=tracking-url=postgres://USER:PASSWORD@HOST/DATABASE
# - a PersistentVolumeClaim singlora, which pods on several nodes may write (ReadWriteMany)
apiVersion: batch/v1
kind: Job
metadata:
  generateName: ${name}-
spec:
  completionMode: Indexed
  completions: ${workers}
  parallelism: ${workers}
  backoffLimitPerIndex: 3
  podFailurePolicy:
    rules:
      - action: Ignore
        onPodConditions: [{ type: DisruptionTarget, status: "True" }]
      - action: FailIndex
        onExitCodes: { operator: In, values: [1, 2] }
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 120
      containers:
        - name: worker
          image: ${JSON.stringify(image)}
          command: ${JSON.stringify(command.map(literal))}
          env:
            - name: SINGLORA_TRACKING_URL
              valueFrom: { secretKeyRef: { name: singlora, key: tracking-url } }
            - name: SINGLORA_CLUSTER_JOB
              valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } }
            - { name: SINGLORA_ARTIFACTS, value: /runs }
            - { name: SINGLORA_REPORTS, value: none }
          # resources: { limits: { nvidia.com/gpu: 1 } }
          volumeMounts: [{ name: runs, mountPath: /runs }]
      volumes:
        - name: runs
          persistentVolumeClaim: { claimName: singlora }`;

/** An argument in which Kubernetes expands no variable, as it would `$(NAME)`. */
const literal = (argument: string) => argument.replaceAll('$', '$$$$');
