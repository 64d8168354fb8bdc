{{- define "podinfo.fullname" -}}
{{- if contains "podinfo" .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-podinfo{{ end }}
{{- end -}}

{{- define "podinfo.labels" -}}
app.kubernetes.io/name: {{ include "podinfo.fullname" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}
