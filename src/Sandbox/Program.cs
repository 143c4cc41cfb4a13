using OpsBot.Sandbox.Postgres;
using OpsBot.Sandbox.Running;

if (args is ["database", .. var rest])
    return await DatabaseOnly.Run(rest);

return await SandboxProgram.Run(args);
