using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace OpsBot.Tests.Chaos;

/// <summary>What was asked of something outside, and places to stop a caller at.</summary>
public sealed class WatchedCalls
{
    readonly ConcurrentQueue<(string Call, int Status)> calls = new();
    readonly ConcurrentBag<CallHold> holds = [];

    /// <summary>How often that was answered with one of these; what was refused or was so already does not count.</summary>
    public int Answered(string call, params int[] statuses) =>
        calls.Count(one => statuses.Contains(one.Status) && Regex.IsMatch(one.Call, call));

    public int Asked(string call) => calls.Count(one => Regex.IsMatch(one.Call, call));

    public CallHold HoldBefore(string call) => Hold(new(call, afterwards: false));

    public CallHold HoldAfter(string call) => Hold(new(call, afterwards: true));

    CallHold Hold(CallHold hold)
    {
        holds.Add(hold);
        return hold;
    }

    /// <summary>Goes before everything that answers; a call is named as "POST 127.77.0.1/api/self-update".</summary>
    public async Task Watch(HttpContext context, RequestDelegate next)
    {
        var call = $"{context.Request.Method} {context.Request.Host.Host}{context.Request.Path}";
        try
        {
            foreach (var hold in holds) await hold.Pass(call, done: false, context.RequestAborted);
            await next(context);
            calls.Enqueue((call, context.Response.StatusCode));
            foreach (var hold in holds) await hold.Pass(call, done: true, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked was killed.
        }
    }
}
