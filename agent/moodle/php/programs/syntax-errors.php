<?php
// This file is part of MooPanel.
//
// MooPanel is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// MooPanel is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with MooPanel.  If not, see <http://www.gnu.org/licenses/>.

/**
 * Looks at every PHP file below a folder without running any of it.
 *
 * The site's own PHP parses each file, so that code for a newer PHP is found as well. Not found is what only compiling or
 * running shows: functions and classes that are declared twice or missing, and a few rules that PHP checks after parsing.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

const MOOPANEL_ERRORS_SHOWN = 20;

/** Every *.php below the folder, links not followed. */
function moopanel_php_files(string $folder): array {
    $files = [];
    $all = new RecursiveIteratorIterator(new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS));
    foreach ($all as $file) {
        if ($file->isFile() && !$file->isLink() && strtolower($file->getExtension()) === 'php') {
            $files[] = $file->getPathname();
        }
    }
    sort($files);
    return $files;
}

/** What is wrong with the file; null where nothing is. */
function moopanel_syntax_error(string $file): ?string {
    $code = @file_get_contents($file);
    if ($code === false) {
        return 'The file cannot be read.';
    }
    try {
        token_get_all($code, TOKEN_PARSE);
        return null;
    } catch (Error $e) {
        return $e->getMessage() . ' on line ' . $e->getLine();
    }
}

moopanel_run(function () {
    global $moopanel;
    if (!function_exists('token_get_all')) {
        moopanel_fail('unavailable', 'This PHP lacks the extension "tokenizer", which Moodle needs as well.');
    }
    // The tokens of a library in one file can be a hundred times its size.
    ini_set('memory_limit', '-1');
    $folder = rtrim($moopanel->folder, '/');
    if (!is_dir($folder) || !is_readable($folder)) {
        moopanel_fail('unavailable', "PHP cannot read the folder $folder.");
    }
    $errors = [];
    $files = moopanel_php_files($folder);
    foreach ($files as $i => $file) {
        if ($i % 100 === 0) {
            if (moopanel_agent_gone()) {
                moopanel_fail('aborted', 'The agent has gone.');
            }
            moopanel_say('progress', ['fraction' => $i / count($files)]);
        }
        $message = moopanel_syntax_error($file);
        if ($message !== null) {
            $errors[] = ['file' => substr($file, strlen($folder) + 1), 'message' => $message];
            if (count($errors) >= MOOPANEL_ERRORS_SHOWN) {
                break;
            }
        }
    }
    return $errors;
});
