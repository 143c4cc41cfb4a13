using System.Net;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Values;
using Polly.Timeout;

namespace OpsBot.Core.Clients.Node;

/// <summary>From what a node says, or does not, to a sentence for an operator.</summary>
static class NodeFaults
{
    static readonly TimeSpan aMinute = TimeSpan.FromMinutes(1);

    public static NodeFault Of(NodeTarget node, NodeCall call, Exception failure)
    {
        var could = $"Could not {call.Doing} on {node.Name}:";
        return failure switch
        {
            TimeoutRejectedException late => new(NodeTrouble.Slow,
                $"{could} its node did not answer within {Math.Ceiling(late.Timeout.TotalSeconds):0} s.") { MayHaveHappened = call.Changes },
            _ when ConnectionTrouble.WhyNone(failure) is { } why => new(NodeTrouble.Away, $"{could} its node can't be reached ({why})."),
            _ => new(NodeTrouble.Away, $"{could} its node closed the connection before its answer was complete.")
                { MayHaveHappened = call.Changes },
        };
    }

    /// <summary>It answered, with an error of its own, or with what is none of a node's answers.</summary>
    public static NodeFault Of(NodeTarget node, NodeCall call, HttpResponseMessage response, byte[] body)
    {
        var said = NodeClient.Read(body, NodeJson.Default.NodeError)?.Error is { Length: > 0 } words ? words.Cut(200).TrimEnd('.') : null;
        var could = $"Could not {call.Doing} on {node.Name}:";
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                new(NodeTrouble.Locked, $"{could} its node does not take the secret that OpsBot keeps for it."),
            HttpStatusCode.TooManyRequests => new(NodeTrouble.Busy, $"{could} its node is asked too often.")
            {
                Wait = response.Headers.RetryAfter?.Delta is { } wait && wait > TimeSpan.Zero ? wait : aMinute,
            },
            HttpStatusCode.Conflict => new(NodeTrouble.Busy, $"{could} its node is at something else ({said ?? "it does not say at what"})."),
            // The proxy before it is there already, the node is not; what it was given did not arrive.
            HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout =>
                new(NodeTrouble.Away, $"{could} its node is not there yet.") { MayHaveHappened = call.Changes },
            HttpStatusCode.ServiceUnavailable =>
                new(NodeTrouble.Misconfigured, $"{could} its node has no secret of its own ({said ?? "it does not say more"})."),
            HttpStatusCode.NotFound => new(NodeTrouble.Misconfigured, $"{could} what answers there knows no such call."),
            >= HttpStatusCode.InternalServerError => new(NodeTrouble.Refused,
                $"{could} its node failed at it: {said ?? $"HTTP {(int)response.StatusCode}"}.") { MayHaveHappened = call.Changes },
            >= HttpStatusCode.BadRequest =>
                new(NodeTrouble.Refused, $"{could} its node refuses: {said ?? $"HTTP {(int)response.StatusCode}"}."),
            _ => new(NodeTrouble.Misconfigured, $"{could} what answers there is no node."),
        };
    }
}
