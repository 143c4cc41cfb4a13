using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Caddy;

/// <summary>What visitors get: the first route that matches answers, or nothing does.</summary>
sealed class PretendVisits(PretendConfig config) : IDisposable
{
    readonly HttpMessageInvoker http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    public async Task Answer(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        foreach (var route in config.Routes.Where(route => Matches(route, context.Request)))
            foreach (var handler in route["handle"]!.AsArray())
                switch ($"{handler!["handler"]}")
                {
                    case "rewrite":
                        if ($"{handler["strip_path_prefix"]}" is var prefix && path.StartsWith(prefix, StringComparison.Ordinal))
                            path = path[prefix.Length..] is { Length: > 0 } rest ? rest : "/";
                        break;
                    case "static_response":
                        await Say(context, handler);
                        return;
                    case "reverse_proxy":
                        await PassOn(context, handler, path);
                        return;
                }
    }

    public void Dispose() => http.Dispose();

    static bool Matches(JsonObject route, HttpRequest request) => route["match"] is not JsonArray { Count: > 0 } sets
        || sets.Any(set => (set!["host"] is not JsonArray hosts || hosts.Any(host => Same(request.Host.Host, $"{host}")))
            && (set["path"] is not JsonArray paths || paths.Any(path => IsPath(request.Path.Value!, $"{path}"))));

    static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    static bool IsPath(string path, string pattern) => pattern.EndsWith('*')
        ? path.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) : Same(path, pattern);

    static Task Say(HttpContext context, JsonNode handler)
    {
        foreach (var (name, values) in handler["headers"]?.AsObject() ?? [])
            context.Response.Headers[name] = values!.AsArray().Select(value => $"{value}").ToArray();
        if (handler["status_code"] is { } status) context.Response.StatusCode = int.Parse($"{status}", CultureInfo.InvariantCulture);
        return context.Response.WriteAsync($"{handler["body"]}", context.RequestAborted);
    }

    async Task PassOn(HttpContext context, JsonNode handler, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method),
            new Uri($"http://{handler["upstreams"]![0]!["dial"]}{path}{context.Request.QueryString}"));
        request.Headers.Host = context.Request.Host.ToString();
        foreach (var (name, values) in handler["headers"]?["request"]?["set"]?.AsObject() ?? [])
            request.Headers.TryAddWithoutValidation(name, values!.AsArray().Select(value => $"{value}"));
        try
        {
            using var answer = await http.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }
}
