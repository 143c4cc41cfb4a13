using OpsBot.Sandbox.Postgres;

if (args is ["database", .. var rest])
    return await DatabaseOnly.Run(rest);

var builder = WebApplication.CreateBuilder(args);
await builder.Build().RunAsync();
return 0;
