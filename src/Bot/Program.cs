using OpsBot.Bot.Cli;

return await CommandLineProgram.Run(args);
