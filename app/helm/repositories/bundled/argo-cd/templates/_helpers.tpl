{{- define "argo-cd.fullname" -}}
{{- if contains .Values.nameOverride .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Values.nameOverride }}{{ end }}
{{- end -}}

{{- define "argo-cd.labels" -}}
helm.sh/chart: {{ .context.Chart.Name }}-{{ .context.Chart.Version }}
{{ include "argo-cd.selector" . }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
app.kubernetes.io/part-of: argocd
app.kubernetes.io/version: {{ .context.Values.global.image.tag | default .context.Chart.AppVersion | quote }}
{{- end -}}

{{- define "argo-cd.selector" -}}
app.kubernetes.io/name: {{ .context.Values.nameOverride }}-{{ .component }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
{{- end -}}
