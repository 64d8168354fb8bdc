"""The directives nginx knows: where each may stand, and with how many arguments.

Follows nginx src/core/nginx.c, src/http/ngx_http_core_module.c and the other modules' `ngx_command_t` tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

MANY = 99
# name, arguments (`2`, `1-2`, `1+`, `flag`; `{` for a block), contexts by their first letters
_TABLE = """
user 1-2 M|worker_processes 1 M|pid 1 M|error_log 1+ MHSL|include 1 MEHSLIU|daemon flag M|master_process flag M
events 0{ M|http 0{ M|stream 0{ M|worker_rlimit_nofile 1 M|env 1 M|load_module 1 M|pcre_jit flag M|timer_resolution 1 M
worker_connections 1 E|use 1 E|multi_accept flag E|accept_mutex flag E|worker_cpu_affinity 1+ M|worker_priority 1 M
server 0{ H|upstream 1{ H|map 2{ H|geo 1-2{ H|split_clients 2{ H|types 0{ HSL
location 1-2{ SL|if 1+{ SL|limit_except 1+{ L
listen 1+ S|server_name 1+ S|root 1 HSLI|alias 1 L|index 1+ HSL|try_files 2+ SL|error_page 2+ HSLI|return 1-2 SLI
rewrite 2-3 SLI|set 2 SLI|break 0 SLI|rewrite_log flag HSLI|add_header 2-3 HSLI|expires 1-2 HSLI|internal 0 L
default_type 1 HSL|log_format 2+ H|access_log 1+ HSLI|sendfile flag HSLI|tcp_nopush flag HSL|tcp_nodelay flag HSL
keepalive_timeout 1-2 HSL|keepalive_requests 1 HSL|gzip flag HSLI|gzip_types 1+ HSL|gzip_min_length 1 HSL
gzip_proxied 1+ HSL|gzip_vary flag HSL|gzip_comp_level 1 HSL|gzip_buffers 2 HSL|gzip_disable 1+ HSL|gzip_static 1 HSL
gzip_http_version 1 HSL|server_tokens 1 HSL|server_names_hash_bucket_size 1 H|server_names_hash_max_size 1 H
types_hash_max_size 1 HSL|types_hash_bucket_size 1 HSL|variables_hash_max_size 1 H|variables_hash_bucket_size 1 H
map_hash_max_size 1 H|map_hash_bucket_size 1 H
client_max_body_size 1 HSL|client_body_buffer_size 1 HSL|client_header_buffer_size 1 HS|large_client_header_buffers 2 HS
client_body_timeout 1 HSL|client_header_timeout 1 HS|send_timeout 1 HSL|client_body_temp_path 1-4 HSL|resolver 1+ HSL
resolver_timeout 1 HSL|charset 1 HSLI|autoindex flag HSL|autoindex_exact_size flag HSL|autoindex_localtime flag HSL
autoindex_format 1 HSL|stub_status 0-1 SL|empty_gif 0 L|allow 1 HSL|deny 1 HSL|satisfy 1 HSL|auth_basic 1 HSL
auth_basic_user_file 1 HSL|auth_request 1 HSL|auth_request_set 2 HSL|etag flag HSL|if_modified_since 1 HSL|aio 1 HSL
open_file_cache 1-2 HSL|open_file_cache_valid 1 HSL|open_file_cache_min_uses 1 HSL|open_file_cache_errors flag HSL
log_not_found flag HSL|log_subrequest flag HSL|merge_slashes flag HS|underscores_in_headers flag HS
ignore_invalid_headers flag HS|port_in_redirect flag HSL|absolute_redirect flag HSL|server_name_in_redirect flag HSL
reset_timedout_connection flag HSL|lingering_close 1 HSL|limit_rate 1 HSLI|limit_req_zone 3-4 H|limit_req 1-3 HSL
limit_conn_zone 2 H|limit_conn 2 HSL|limit_req_status 1 HSL|limit_conn_status 1 HSL|real_ip_header 1 HSL|mirror 1 HSL
set_real_ip_from 1 HSL|real_ip_recursive flag HSL|sub_filter 2 HSL|sub_filter_once flag HSL|sub_filter_types 1+ HSL
proxy_pass 1 LI|proxy_set_header 2 HSL|proxy_http_version 1 HSL|proxy_connect_timeout 1 HSL|proxy_read_timeout 1 HSL
proxy_send_timeout 1 HSL
proxy_buffering flag HSL|proxy_buffers 2 HSL|proxy_buffer_size 1 HSL|proxy_busy_buffers_size 1 HSL
proxy_redirect 1-2 HSL|proxy_hide_header 1 HSL|proxy_pass_header 1 HSL|proxy_pass_request_headers flag HSL
proxy_pass_request_body flag HSL|proxy_next_upstream 1+ HSL|proxy_next_upstream_tries 1 HSL|proxy_cache 1 HSL
proxy_next_upstream_timeout 1 HSL|proxy_cache_path 2+ H|proxy_cache_valid 1+ HSL|proxy_cache_key 1 HSL
proxy_cache_bypass 1+ HSL|proxy_no_cache 1+ HSL|proxy_cache_use_stale 1+ HSL|proxy_cache_lock flag HSL
proxy_intercept_errors flag HSL|proxy_ssl_verify flag HSL|proxy_ssl_server_name flag HSL|proxy_ssl_name 1 HSL
proxy_ssl_trusted_certificate 1 HSL|proxy_ssl_session_reuse flag HSL|proxy_temp_path 1-4 HSL|proxy_method 1 HSL
proxy_request_buffering flag HSL|proxy_max_temp_file_size 1 HSL|proxy_ignore_headers 1+ HSL|proxy_set_body 1 HSL
proxy_cookie_path 1-2 HSL|proxy_cookie_domain 1-2 HSL|proxy_bind 1-2 HSL|proxy_headers_hash_max_size 1 HSL
proxy_headers_hash_bucket_size 1 HSL|proxy_ignore_client_abort flag HSL|proxy_temp_file_write_size 1 HSL
ssl_certificate 1 HS|ssl_certificate_key 1 HS|ssl_protocols 1+ HS|ssl_ciphers 1 HS|ssl_prefer_server_ciphers flag HS
ssl_session_cache 1-2 HS|ssl_session_timeout 1 HS|ssl_session_tickets flag HS|ssl_dhparam 1 HS|ssl_verify_client 1 HS
ssl_client_certificate 1 HS|ssl_ecdh_curve 1 HS|ssl_stapling flag HS|ssl_trusted_certificate 1 HS|http2 flag HS
fastcgi_pass 1 LI|fastcgi_param 2-3 HSL|fastcgi_index 1 HSL|fastcgi_split_path_info 1 HSL|fastcgi_read_timeout 1 HSL
fastcgi_buffers 2 HSL|fastcgi_buffer_size 1 HSL|fastcgi_temp_path 1-4 HSL|fastcgi_intercept_errors flag HSL
fastcgi_connect_timeout 1 HSL|fastcgi_send_timeout 1 HSL|fastcgi_hide_header 1 HSL
uwsgi_pass 1 LI|uwsgi_param 2-3 HSL|uwsgi_temp_path 1-4 HSL|scgi_pass 1 LI|scgi_temp_path 1-4 HSL|grpc_pass 1 LI
least_conn 0 U|ip_hash 0 U|hash 1-2 U|random 0-2 U|keepalive 1 U|zone 1-2 U|ssi flag HSLI|dav_methods 1+ HSL
"""
CONTEXTS = {"M": "main", "E": "events", "H": "http", "S": "server", "L": "location", "I": "if", "U": "upstream"}


@dataclass(frozen=True)
class Known:
    """One directive."""

    least: int
    most: int
    flag: bool
    block: bool
    contexts: frozenset[str]


@cache
def known() -> dict[str, list[Known]]:
    """Every directive by name; `server` is a block in http and a line in upstream."""
    found: dict[str, list[Known]] = {}
    for row in _TABLE.replace("\n", "|").split("|"):
        if not row:
            continue
        name, count, where = row.split(" ")
        contexts = frozenset(CONTEXTS[letter] for letter in where)
        block, count = count.endswith("{"), count.rstrip("{")
        if count == "flag":
            one = Known(1, 1, True, block, contexts)
        else:
            low, dash, high = count.removesuffix("+").partition("-")
            most = MANY if count.endswith("+") else int(high) if dash else int(low)
            one = Known(int(low), most, False, block, contexts)
        found.setdefault(name, []).append(one)
    found["server"].append(Known(1, MANY, False, False, frozenset({"upstream"})))
    return found
