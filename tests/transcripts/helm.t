# helm keeps releases: install, upgrade, look at them, go back, remove
-- /root/web/Chart.yaml --
apiVersion: v2
name: web
version: 0.1.0
appVersion: "1.25"
-- /root/web/values.yaml --
replicas: 1
tag: "1.25"
-- /root/web/templates/deploy.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec: {containers: [{name: web, image: "nginx:{{ .Values.tag }}"}]}
-- /root/web/templates/NOTES.txt --
{{ .Release.Name }} runs {{ .Values.replicas }} of nginx {{ .Values.tag }}.
$ helm install app ./web --wait
NAME: app
LAST DEPLOYED: Mon Nov 23 00:00:00 2026
NAMESPACE: default
STATUS: deployed
REVISION: 1
DESCRIPTION: Install complete
TEST SUITE: None
NOTES:
app runs 1 of nginx 1.25.
$ helm upgrade app ./web --set replicas=2 --wait
Release "app" has been upgraded. Happy Helming!
NAME: app
LAST DEPLOYED: Mon Nov 23 00:00:04 2026
NAMESPACE: default
STATUS: deployed
REVISION: 2
DESCRIPTION: Upgrade complete
TEST SUITE: None
NOTES:
app runs 2 of nginx 1.25.
$ helm get values app
USER-SUPPLIED VALUES:
replicas: 2
$ kubectl get deploy app
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
app    2/2     2            2           8s
$ helm rollback app 1 --wait
Rollback was a success! Happy Helming!
$ helm history app | cut -f1,3-
REVISION	STATUS    	CHART    	APP VERSION	DESCRIPTION     
1       	superseded	web-0.1.0	1.25       	Install complete
2       	superseded	web-0.1.0	1.25       	Upgrade complete
3       	deployed  	web-0.1.0	1.25       	Rollback to 1   
$ helm status app
NAME: app
LAST DEPLOYED: Mon Nov 23 00:00:08 2026
NAMESPACE: default
STATUS: deployed
REVISION: 3
DESCRIPTION: Rollback to 1
RESOURCES:
==> v1/Pod(related)
NAME                   READY   STATUS      RESTARTS   AGE
app-65d4d7f999-5p94s   1/1     Running     0          9s
app-65d4d7f999-l57lm   0/1     Completed   0          5s

==> v1/Deployment
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
app    1/1     1            1           9s


TEST SUITE: None
NOTES:
app runs 1 of nginx 1.25.
$ helm upgrade app ./web --set replicas=many
level=WARN msg="upgrade failed" name=app error="server-side apply failed for object default/app apps/v1, Kind=Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
Error: UPGRADE FAILED: server-side apply failed for object default/app apps/v1, Kind=Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32
[1]
$ helm template app ./web --set tag=1.27 | tail -4
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec: {containers: [{name: web, image: "nginx:1.27"}]}
$ helm uninstall app
release "app" uninstalled
$ helm list
NAME	NAMESPACE	REVISION	UPDATED	STATUS	CHART	APP VERSION
$ helm status app
Error: release: not found
[1]
# charts come from repositories
$ helm repo add bitnami https://charts.bitnami.com/bitnami
"bitnami" has been added to your repositories
$ helm search repo bitnami
NAME          	CHART VERSION	APP VERSION	DESCRIPTION                                       
bitnami/apache	11.4.29      	2.4.65     	Apache HTTP Server is an open-source HTTP server. 
bitnami/nginx 	22.1.1       	1.29.4     	NGINX Open Source is a web server that can be a...
$ helm install page bitnami/nginx --set service.type=ClusterIP,htmlContent=hello --wait | head -5
NAME: page
LAST DEPLOYED: Mon Nov 23 00:00:09 2026
NAMESPACE: default
STATUS: deployed
REVISION: 1
$ kubectl run asking --image=busybox --restart=Never -i --quiet -- wget -qO- page-nginx
hello
$ helm repo add other https://charts.example.com
Error: looks like "https://charts.example.com" is not a valid chart repository or cannot be reached: Get "https://charts.example.com/index.yaml": dial tcp: lookup charts.example.com on 127.0.0.53:53: no such host
[1]
# a new chart runs nginx, and tests itself
$ helm create shop
Creating shop
$ helm lint shop
==> Linting shop
[INFO] Chart.yaml: icon is recommended

1 chart(s) linted, 0 chart(s) failed
$ helm install shop ./shop --wait | head -6
NAME: shop
LAST DEPLOYED: Mon Nov 23 00:00:19 2026
NAMESPACE: default
STATUS: deployed
REVISION: 1
DESCRIPTION: Install complete
$ helm test shop
NAME: shop
LAST DEPLOYED: Mon Nov 23 00:00:19 2026
NAMESPACE: default
STATUS: deployed
REVISION: 1
DESCRIPTION: Install complete
TEST SUITE:     shop-test-connection
Last Started:   Mon Nov 23 00:00:23 2026
Last Completed: Mon Nov 23 00:00:26 2026
Phase:          Succeeded
