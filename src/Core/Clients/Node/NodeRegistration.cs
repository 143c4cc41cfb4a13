using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Servers.Nodes;

namespace OpsBot.Core.Clients.Node;

static class NodeRegistration
{
    /// <summary>The nodes of servers are spoken to over HTTP.</summary>
    public static IServiceCollection AddNodes(this IServiceCollection services) => services.AddSingleton<INode, NodeClient>();
}
