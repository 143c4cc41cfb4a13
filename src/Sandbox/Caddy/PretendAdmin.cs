using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Caddy;

/// <summary>Caddy's admin API, as far as it is about the configuration: https://caddyserver.com/docs/api</summary>
sealed class PretendAdmin(PretendConfig config)
{
    public async Task Answer(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Path.Value!;
        if (request.Host.Host is not ("127.0.0.1" or "localhost" or "[::1]"))
            await Refuse(response, 403, $"host not allowed: {request.Host}");
        else if (!path.StartsWith("/config", StringComparison.Ordinal)) await Refuse(response, 404, "not found");
        else if (HttpMethods.IsGet(request.Method)) await Read(response, path);
        else await Change(request, response, path);
    }

    async Task Read(HttpResponse response, string path)
    {
        var answer = config.Read(path);
        if (answer.Error is { } error)
        {
            await Refuse(response, answer.Status, error);
            return;
        }
        response.ContentType = "application/json";
        response.Headers.ETag = $"\"{path.TrimEnd('/')} {PretendConfig.Hash(answer.Value)}\"";
        await response.WriteAsync((answer.Value?.ToJsonString() ?? "null") + "\n", response.HttpContext.RequestAborted);
    }

    async Task Change(HttpRequest request, HttpResponse response, string path)
    {
        JsonNode? body = null;
        if (!HttpMethods.IsDelete(request.Method))
        {
            if (request.ContentType?.Contains("/json", StringComparison.Ordinal) is not true)
            {
                await Refuse(response, 400, $"unacceptable content-type: {request.ContentType}; 'application/json' required");
                return;
            }
            try
            {
                body = await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            }
            catch (JsonException wrong)
            {
                await Refuse(response, 500, $"decoding request body: {wrong.Message}");
                return;
            }
        }
        (string, string)? tag = null;
        if ($"{request.Headers.IfMatch}" is { Length: > 0 } given)
        {
            if (given is not ['"', .., '"'] || given.Trim('"').Split(' ') is not [var of, var hash])
            {
                await Refuse(response, 400, "malformed If-Match header; expect quoted string");
                return;
            }
            tag = (of, hash);
        }
        var answer = config.Change(request.Method, path, body, tag);
        if (answer.Error is { } error) await Refuse(response, answer.Status, error);
        // Its listener starts anew with every change.
        else response.Headers.Connection = "close";
    }

    static Task Refuse(HttpResponse response, int status, string error)
    {
        response.StatusCode = status;
        return response.WriteAsJsonAsync(new { error }, response.HttpContext.RequestAborted);
    }
}
