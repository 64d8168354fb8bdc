{{- define "@NAME@.fullname" -}}
{{- if contains "@NAME@" .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-@NAME@{{ end }}
{{- end -}}

{{- define "@NAME@.labels" -}}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
