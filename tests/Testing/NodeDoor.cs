using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Nodes;
using OpsBot.Bot.Web;
using OpsBot.Core;

namespace OpsBot.Tests.Testing;

/// <summary>The bot's address for nodes, on a free port, with its inbox; no chat is needed for it.</summary>
static class NodeDoor
{
    public static async Task<WebApplication> Open(Desk desk)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
        [
            new("Inbox:Patience", "00:00:20"), new("Audit:Key", Convert.ToBase64String(new byte[32])),
            new("Secrets:Key", Convert.ToBase64String(new byte[32])),
        ]);
        builder.Services.AddCore(desk.Database.ConnectionString).AddChats(builder.Configuration).AddSingleton<RequestBodies>()
            .AddNodeReports();
        var door = builder.Build();
        door.MapNodeReports();
        await door.StartAsync(TestContext.Current.CancellationToken);
        return door;
    }
}
