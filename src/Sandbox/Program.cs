using OpsBot.Sandbox.Postgres;
using OpsBot.Sandbox.Slack;
using OpsBot.Sandbox.Workspace;

if (args is ["database", .. var rest])
    return await DatabaseOnly.Run(rest);

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls(builder.Configuration["urls"] ?? "http://127.0.0.1:5080");
builder.Services.AddSingleton(Seed.Workspace(TimeProvider.System, new AppManifest()));
builder.Services.AddWorkspace();

var app = builder.Build();
app.UseWebSockets();
app.MapWorkspace();
await app.RunAsync();
return 0;
