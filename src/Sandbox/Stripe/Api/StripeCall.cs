using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Stripe.Api;

/// <summary>An endpoint: what may be given, and what it does.</summary>
sealed record StripeEndpoint(
    string Method, string Path, IReadOnlyList<string> Known, Func<StripeWorld, StripeRequest, StripeAnswer> Do)
{
    /// <summary>What was there once, with what is said of it now.</summary>
    internal IReadOnlyDictionary<string, string> Removed { get; init; } = new Dictionary<string, string>();
}

/// <summary>One call of Stripe's API.</summary>
sealed class StripeCall(StripeWorld world, HttpContext context, StripeEndpoint endpoint) : ICall
{
    const string KeyHeader = "Idempotency-Key";

    string raw = "";
    string? limited;
    bool isReplay;
    (string Key, KeptAnswer Place)? kept;

    /// <summary>"POST /refunds".</summary>
    public string Route { get; } = $"{endpoint.Method} {endpoint.Path}";

    public ApiReply Broken => Written(StripeAnswer.Broken);

    public ApiReply Lost => world.LosesByBreakingOff ? new(599, new BrokenOff(), "broken off") : Broken;

    public async Task<JsonNode?> Read()
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        raw = body.Length > 0 ? body : context.Request.QueryString.Value ?? "";
        var told = new JsonObject();
        foreach (var (name, value) in StripeRequest.Read(raw)) told[name] = value;
        return told;
    }

    public async Task<ApiReply> Answer()
    {
        if (Refuse() is { } refused) return Written(refused);
        var key = context.Request.Method == "POST" ? context.Request.Headers[KeyHeader].ToString() : "";
        if (key.Length == 0) return Written(await Do());
        if (key.Length > 255) return Written(StripeAnswer.Invalid("parameter_invalid_string_long", "The key is too long."));
        var (instead, replay, place) = world.Keys.Begin(key, $"{context.Request.Path}?{raw}");
        isReplay = replay;
        if (place is null) return Written(instead!);
        kept = (key, place);
        var answer = await Do();
        world.Keys.End(key, place, answer);
        return Written(answer);
    }

    public ApiReply TooMany(TimeSpan wait, LimitScope scope) => Written(OverLimit("endpoint-rate"));

    // What broke once it had begun is kept as broken.
    public void Note(ApiReply reply, LimitScope? scope)
    {
        if (reply.Status == 500 && kept is { } mine) world.Keys.End(mine.Key, mine.Place, StripeAnswer.Broken);
    }

    StripeAnswer? Refuse()
    {
        var headers = context.Request.Headers;
        if (headers.Authorization != $"Bearer {world.Key}")
            return StripeAnswer.Error(401, "invalid_request_error", null, "Invalid API Key provided: rk_test_****");
        if (headers["Stripe-Version"] != StripeWorld.Version)
            return StripeAnswer.Error(400, "invalid_request_error", null, $"Invalid Stripe API version: {headers["Stripe-Version"]}");
        if (world.Limits.Take("all", RateLimit.PerSeconds(world.CallsPerSecond, 1)).IsRefused) return OverLimit("global-rate");
        lock (world.Gate)
            if (world.Forbidden.Contains(endpoint.Path.Trim('/').Split('/')[0]))
                return StripeAnswer.Error(403, "invalid_request_error", null,
                    $"The provided key 'rk_test_*********' does not have the required permissions for this endpoint ({Route})");
        return null;
    }

    StripeAnswer OverLimit(string reason)
    {
        limited = reason;
        return StripeAnswer.Error(429, "invalid_request_error", "rate_limit", "Request rate limit exceeded.");
    }

    async Task<StripeAnswer> Do()
    {
        var values = context.Request.RouteValues;
        var request = new StripeRequest(values["id"] as string ?? "", values["part"] as string, StripeRequest.Read(raw));
        foreach (var (name, said) in endpoint.Removed)
            if (request.Given.ContainsKey(name))
                return StripeAnswer.Invalid(said, $"The parameter {name} is no longer supported.", name) with { IsBeforeTheStart = true };
        if (request.UnknownTo(endpoint.Known) is { } unknown) return StripeAnswer.Unknown(unknown);
        if (world.Takes > TimeSpan.Zero && context.Request.Method != "GET")
            await Task.Delay(world.Takes, TimeProvider.System, context.RequestAborted);
        lock (world.Gate) return endpoint.Do(world, request);
    }

    ApiReply Written(StripeAnswer answer) => new(answer.Status, new Reply(this, answer), answer.Code);

    sealed class Reply(StripeCall call, StripeAnswer answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var headers = httpContext.Response.Headers;
            headers["Request-Id"] = "req_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(7));
            headers["Stripe-Version"] = StripeWorld.Version;
            headers.Date = call.Now.ToString("R");
            if (call.Key is { Length: > 0 } key) headers[KeyHeader] = key;
            if (call.isReplay) headers["Idempotent-Replayed"] = "true";
            if (call.limited is { } reason) headers["Stripe-Rate-Limited-Reason"] = reason;
            httpContext.Response.StatusCode = answer.Status;
            httpContext.Response.ContentType = "application/json";
            await httpContext.Response.WriteAsync(answer.Body, httpContext.RequestAborted);
        }
    }

    string? Key => context.Request.Headers[KeyHeader];

    DateTimeOffset Now => world.Now;

    /// <summary>It was done, and nobody hears so.</summary>
    sealed class BrokenOff : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Abort();
            return Task.CompletedTask;
        }
    }
}
